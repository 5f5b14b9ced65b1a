Feature: Enquiries
  Goods that nobody has seen arrive are searched for before anybody pays: first the other country is asked, then the
  principal.

  @TL03 @REQ-STS-001 @REQ-ENQ-001 @REQ-ENQ-003 @REQ-ENQ-005 @REQ-ENQ-008
  Scenario: The goods are really missing
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the time limit passes
    Then the country under test asks the other country about the missing goods
    And a week later it enquires where they were seen last
    When the partner answers that it does not know the movement
    Then the principal is asked for a proof, and nothing is recovered yet
    And without a proof the movement is in recovery 28 days later
    When an enquiry about a movement that nobody knows comes from the partner
    Then the country under test answers that it is unknown

  @TL04 @REQ-ENQ-002 @REQ-ENQ-006 @REQ-ENQ-007
  Scenario: The answer to an enquiry is a duplicate
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the time limit passes, and another week
    And the partner answers that it has answered before
    Then the enquiry goes on
    When the goods are presented at the office of destination
    Then the enquiry is closed
    Given a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When the time limit passes, and another week
    And the country under test answers that it has answered before
    Then its answer says so, and names the enquiry

  @TL05 @REQ-ENQ-004
  Scenario: The return copy exists on paper
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the time limit passes, and another week
    And the partner tells of a stamped return copy, and answers that a proof was sent
    And the officer of departure accepts the proof
    Then the movement is written off on proof, closed at destination, and the guarantee free

  @TL07 @REQ-ENQ-003 @REQ-ENQ-004 @REQ-ENQ-009
  Scenario: Nobody answers, and the principal has a proof
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the time limit passes, and another week
    And nobody answers the enquiry for 28 days
    Then the principal is asked for a proof, and nothing is recovered yet
    When the officer of departure tells the other country of a proof
    Then the other country is told
    When the officer of departure accepts the proof
    Then the movement is written off on proof, closed at destination, and the guarantee free
