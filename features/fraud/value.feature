Feature: What goods are worth
  A kilo of some goods is worth so much at the least. Who declares less says why.

  @FR34 @REQ-FRD-034 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Goods are declared for less than they can be worth
    Given a journey into the country under test, secured by the partner's guarantor
    And their value is declared a franc below the least that such goods are worth
    When the goods are declared, guaranteed and released
    Then officers in the country under test are told of goods of too little value, and of no other fraud
    When the goods travel on to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @HT34 @REQ-HON-034 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Goods are declared for just what they must be worth
    Given a journey into the country under test, secured by the partner's guarantor
    And their value is declared as the least that such goods are worth
    When the goods are declared, guaranteed and released
    And the goods travel on to the office of destination
    And control finds the goods in order
    Then nobody in the country under test suspects anything
    And the movement is written off and the guarantee free
