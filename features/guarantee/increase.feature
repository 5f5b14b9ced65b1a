Feature: More at risk than was reserved
  Control at destination may find that more is at risk than was declared. The guarantor is asked for a larger use, in place
  of the first and in one step: no moment passes in which the goods are covered twice, or not at all.

  @GU13 @REQ-GUA-019 @REQ-GUA-020 @REQ-GUA-021 @REQ-GUA-022 @REQ-DSP-001 @REQ-DSP-002 @REQ-DEP-004 @REQ-GUA-003 @REQ-INV-004
  Scenario: What is at risk is found to be more than declared
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And control finds goods of another kind than declared
    Then the discrepancy procedure is opened, and nothing is written off
    When the officer of departure puts all that the guarantee is good for at risk
    Then the guarantor agrees, and new portions stand in place of the old
    When the officer of departure puts one franc more at risk
    Then the guarantor refuses, the portions stay, and the discrepancy stays open
    When the officer of departure then finds the discrepancy resolved
    Then the movement is written off and the guarantee free
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And control finds goods of another kind than declared
    And the officer of departure puts all that the guarantee is good for at risk
    Then the guarantor agrees, and new portions stand in place of the old
    When the officer of departure puts one franc more at risk
    Then the guarantor refuses, the portions stay, and the discrepancy stays open
    When the officer of departure then finds the discrepancy resolved
    Then the movement is written off and the guarantee free
    Given a journey into the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And control finds goods of another kind than declared
    And the officer of departure puts all that the guarantee is good for at risk
    Then the guarantor agrees, and new portions stand in place of the old
    When the officer of departure puts one franc more at risk
    Then the guarantor refuses, the portions stay, and the discrepancy stays open
