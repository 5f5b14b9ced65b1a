Feature: Goods of many kinds
  What travels decides what must be told: valves, chassis, several consignees, two vehicles, certificates. The country of
  destination knows it all before the vehicle comes.

  @HP02 @REQ-DEP-002 @REQ-DEP-003 @REQ-RUL-005 @REQ-RUL-006 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Fuel travels in a tanker whose valves are sealed
    Given the tanker journey, secured by the guarantor of departure
    When the goods are declared, guaranteed and released
    Then the advance data reach the other country as declared
    And they say for each item what it is, how it is packed, and in how many packages
    When the vehicle leaves the country of departure
    And the vehicle enters the country of destination
    Then the seals of the country of departure are accepted as they are
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @HP03 @REQ-DEP-002 @REQ-DEP-003 @REQ-RUL-001 @REQ-TAD-003 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A used car travels on its own wheels, known by its chassis number
    Given the car journey, secured by the guarantor of departure
    When the goods are declared, guaranteed and released
    Then the advance data reach the other country as declared
    And they say why a unit bears no seal
    And the accompanying document bears every seal, vehicle, office and item, the principal, the limit and the guarantee
    When the goods travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @HP04 @REQ-DEP-002 @REQ-DEP-003 @REQ-RUL-002 @REQ-RUL-005 @REQ-TAD-003 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Goods of three consignees travel together
    Given the groupage journey, secured by the guarantor of departure
    When the goods are declared, guaranteed and released
    Then the advance data reach the other country as declared
    And they name the consignee of each item
    And they say for each item what it is, how it is packed, and in how many packages
    And the accompanying document bears every seal, vehicle, office and item, the principal, the limit and the guarantee
    When the goods travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @HP05 @REQ-DEP-002 @REQ-DEP-003 @REQ-RUL-004 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Cement travels on a road train
    Given the cement journey, secured by the guarantor of departure
    When the goods are declared, guaranteed and released
    Then the advance data reach the other country as declared
    And they list every vehicle of the train
    When the goods travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @HP07
  @REQ-DEP-002 @REQ-DEP-003 @REQ-RUL-001 @REQ-RUL-002 @REQ-RUL-003 @REQ-RUL-004 @REQ-RUL-005 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Sesame travels with its phytosanitary certificate
    Given the sesame journey, secured by the guarantor of departure
    When the goods are declared, guaranteed and released
    Then the advance data reach the other country as declared
    And they carry every document, with the item that it belongs to
    And they say why a unit bears no seal
    And they name the consignee of each item
    And they list every vehicle of the train
    And they say for each item what it is, how it is packed, and in how many packages
    When the goods travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @HP08 @REQ-DEP-002 @REQ-DEP-003 @REQ-RUL-006 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A container stuffed inland keeps its seals to the port
    Given the stuffed journey, secured by the guarantor of departure
    When the goods are declared, guaranteed and released
    Then the advance data reach the other country as declared
    When the vehicle leaves the country of departure
    And the vehicle enters the country of destination
    Then the seals of the country of departure are accepted as they are
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
