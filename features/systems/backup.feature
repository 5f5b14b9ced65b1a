Feature: Restored from a backup
  A system that was restored has forgotten hours of which the other knows. It counts in a new epoch, and what was told in
  those hours is missing from its lines. Both are reasons to ask about everything that is open; nobody copies a state.

  @IO08 @REQ-REC-001 @REQ-STS-003 @REQ-STS-006 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The partner is restored from a backup of six hours ago
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released in the country of departure
    And a journey into the country under test, secured by the partner's guarantor
    When the goods are declared, guaranteed and released
    And the partner backs its system up
    And six hours go by
    And the goods travel on to the office of destination
    And the partner restores its backup
    And control finds the goods in order
    Then the country under test asks about everything that is open, for the partner was restored
    And it sends again at once the arrival that the partner has lost
    And the movement is written off and the guarantee free

  @IO12 @REQ-REC-002 @REQ-STS-003 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The country under test is restored from a backup of six hours ago
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are declared, guaranteed and released
    And the country under test backs its system up
    And six hours go by
    And the vehicle leaves the country of departure
    And the vehicle enters the country of destination
    And the country under test restores its backup
    And the goods are presented at the office of destination
    Then a quarter of an hour later it asks about everything that is open, for numbers are missing
    When control finds the goods in order
    Then the movement is written off and the guarantee free
