Feature: Premium
  What a guarantee costs depends on where the goods come from, and so does who secures what. The premium is paid into a
  fund; what is bound is the amount at risk.

  @GU12 @REQ-GUA-016 @REQ-GUA-017 @REQ-GUA-018 @REQ-DEP-004 @REQ-GUA-003 @REQ-INV-004
  Scenario: Goods from overseas, and goods bought in the country of departure
    Given a journey out of the country under test, secured by its own guarantor
    And its goods come from overseas
    When the goods are declared and guaranteed
    Then the premium follows the tariff of the guarantors
    And what is at risk is reserved, and not the premium
    When the goods are examined, found in order and released
    Then the advance data tell the rate of the premium
    When the released goods travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
    Given a journey out of the country under test, secured by the partner's guarantor
    And its goods were bought in the country of departure
    When the goods are declared and guaranteed
    Then the premium follows the tariff of the guarantors
    And nothing is reserved for the country where they were bought
    And what is at risk is reserved, and not the premium
    When the goods are examined, found in order and released
    Then the advance data tell the rate of the premium
    When the released goods travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @GU14 @REQ-GUA-016 @REQ-GUA-017 @REQ-GUA-018
  Scenario: Goods that were bought in the country of departure cross a third state
    Given the onward journey, secured by the guarantor of destination
    And its goods were bought in the country of departure
    When the goods are declared and guaranteed
    Then the premium follows the tariff of the guarantors
    And nothing is reserved for the country where they were bought
    And what is at risk is reserved, and not the premium
