Feature: Recovery that loses its ground
  Goods that were missed may turn up in order. Then the officer of departure stops the recovery: nobody claims any more, and
  the movement ends as if it had not begun.

  @RC17 @REQ-RCV-007 @REQ-RCV-008 @REQ-RCV-009 @REQ-RCV-010
  Scenario: Goods turn up after recovery was opened
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are missed on the road, and the country of destination recovers
    When the competent country claims its portion of the guarantee
    And the officer of departure wants to stop the recovery without any ground
    Then that is refused, and recovery goes on
    When the goods turn up at destination, and control finds them in order
    And the officer of departure stops the recovery
    Then the competent country is told to stop, and withdraws its claim
    And the movement is written off on the result, and every portion is free
    Given a journey into the country under test, secured by the partner's guarantor
    And the goods are missed on the road, and the country of destination recovers
    When the competent country claims its portion of the guarantee
    And the goods turn up at destination, and control finds them in order
    And the officer of departure stops the recovery
    Then the competent country is told to stop, and withdraws its claim
    And the movement is written off on the result, and every portion is free

  @RC19 @REQ-RCV-001 @REQ-RCV-008 @REQ-RCV-009
  Scenario: A proof comes while departure recovers itself
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And seven months pass after the limit
    Then recovery is open, and the other country is told
    When the country of departure claims its portion of the guarantee
    And the officer of departure stops the recovery on a proof
    Then the claim is withdrawn
    And the movement is written off on the proof, and every portion is free

  @RC15 @REQ-RCV-006 @REQ-RCV-012
  Scenario: The country where the goods arrived asks to recover
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And seven months pass after the limit
    And the country of destination asks to recover
    Then it recovers, for the goods have arrived there

  @RC20 @REQ-RCV-005 @REQ-RCV-011
  Scenario: The country asked does not recover
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the time limit passes, and another week
    And the partner answers that it wants to recover
    Then recovery is handed over to the country of destination
    When the country asked refuses to recover
    Then departure stays competent, and tells that recovery is open with it
