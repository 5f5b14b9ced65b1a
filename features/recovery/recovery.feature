Feature: Recovery
  What is never settled does not stay open for ever: duties are recovered, by exactly one competent country.

  @TL08 @REQ-RCV-001 @REQ-RCV-002 @REQ-RCV-003 @REQ-RCV-004
  Scenario: Nothing is heard of arrived goods for seven months
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And seven months pass after the limit
    Then recovery is open, and the other country is told
    When the partner, who is not competent, tells that duties were paid
    Then it is refused for its origin, and recovery goes on
    When the officer of departure reports that duties cannot be recovered
    Then the other country is told how recovery ended
    And the movement is written off as recovered, and the guarantee free

  @CT08 @REQ-DSP-001 @REQ-DSP-002 @REQ-RCV-005
  Scenario: A discrepancy is never resolved
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And control finds packages missing
    Then the discrepancy procedure is opened, and nothing is written off
    When nobody decides on the discrepancy for thirty days
    Then the discrepancy is told to be not resolved, and recovery handed over to the country of destination

  @TL06 @REQ-RCV-005 @REQ-RCV-006
  Scenario: The country enquired of wants to recover
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the time limit passes, and another week
    And the partner answers that it wants to recover
    Then recovery is handed over to the country of destination
    When the country asked accepts to recover
    Then it answers so, and tells that recovery is open with it

  @GU10 @REQ-RCV-003 @REQ-RCV-005 @REQ-RCV-006 @REQ-CLM-001 @REQ-CLM-002 @REQ-CLM-003 @REQ-CLM-004
  Scenario: The competent country claims its portion, and is paid
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And control finds packages missing
    And nobody decides on the discrepancy for thirty days
    Then the discrepancy is told to be not resolved, and recovery handed over to the country of destination
    When the country asked accepts to recover
    Then it answers so, and tells that recovery is open with it
    When the partner claims the portion of the country under test
    Then it is refused for its origin, and the portion stays reserved
    When the competent country claims its portion of the guarantee
    Then the claim reaches the guarantor
    When the guarantor accepts the claim, and pays it
    Then the claimant is told that the claim is accepted, and that it is paid
    When the competent country reports that duties were paid
    Then the movement is written off as recovered, its portion paid and the other free
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And control finds packages missing
    And nobody decides on the discrepancy for thirty days
    Then the discrepancy is told to be not resolved, and recovery handed over to the country of destination
    When the country asked accepts to recover
    Then it answers so, and tells that recovery is open with it
    When the competent country claims its portion of the guarantee
    Then the claim reaches the guarantor
    When the guarantor accepts the claim, and pays it
    Then the claimant is told that the claim is accepted, and that it is paid
    When the competent country reports that duties were paid
    Then the movement is written off as recovered, its portion paid and the other free
