Feature: Discrepancies
  What control finds may not be what was declared. Then nothing ends before the office of departure has decided.

  @CT07 @REQ-DSP-001 @REQ-DSP-002 @REQ-DSP-003 @REQ-DEP-004 @REQ-GUA-002 @REQ-GUA-003
  Scenario: Goods are missing, and the officer of departure is told why
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And control finds packages missing
    Then the discrepancy procedure is opened, and nothing is written off
    And the guarantee stays reserved
    When the officer of departure finds the discrepancy resolved
    Then the decision is told with its reason
    And the movement is written off and the guarantee free

  @CT09 @HT11 @REQ-CTL-001 @REQ-DST-002 @REQ-DSP-004
  Scenario: Goods are found that nobody declared
    Given a journey into the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And control finds goods that were not declared
    Then the unsatisfactory result is notified, with the new item after the last
    And the office of destination keeps the case open as a discrepancy
    When the officer of departure finds the discrepancy resolved
    Then the movement is written off and the guarantee free

  @CT10 @FR11 @REQ-DSP-001 @REQ-DSP-002 @REQ-GUA-002 @REQ-INV-004
  Scenario: The goods are of another kind than declared, and nobody has decided yet
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And control finds goods of another kind than declared
    Then the discrepancy procedure is opened, and nothing is written off
    And the guarantee stays reserved

  @CT12 @REQ-DEP-004 @REQ-DSP-001 @REQ-DSP-002 @REQ-DSP-005 @REQ-GUA-003
  Scenario: The destination says "not conform", then validates
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And control finds packages missing
    Then the discrepancy procedure is opened, and nothing is written off
    When control at destination then finds the goods in order
    Then the later result counts, and no decision is needed
    And the movement is written off and the guarantee free
