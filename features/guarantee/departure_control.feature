Feature: Control at the office of departure
  Goods leave only after the control at departure has found them in order. Otherwise nobody abroad hears of them, and the
  guarantor gets back what it had bound.

  @CT01 @REQ-DPC-001 @REQ-DEP-004 @REQ-GUA-003 @REQ-INV-004
  Scenario: Goods are examined at departure and found in order
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are declared and guaranteed
    And the goods are examined, found in order and released
    Then the advance data tell of the examination
    When the released goods travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @CT02 @REQ-DPC-002 @REQ-GUA-005 @REQ-GUA-006 @REQ-INV-004
  Scenario: The control at departure is not satisfactory
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are declared and guaranteed
    And the control at departure is not satisfactory
    Then the goods are not released, nobody is advised, and the guarantee is given back
    Given a journey into the country under test, secured by its own guarantor
    When the goods are declared and guaranteed
    And the control at departure is not satisfactory
    Then the goods are not released, nobody is advised, and the guarantee is given back
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are declared and guaranteed
    And the control at departure is not satisfactory
    Then the goods are not released, nobody is advised, and the guarantee is given back
