Feature: Roads
  Countries have several offices, and a road may cross more than one border. Whoever lies on it knows the movement from
  one end to the other.

  @HP09 @REQ-COR-001 @REQ-DST-001 @REQ-DST-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Goods go to an office far behind the capital
    Given the far-inland journey, secured by the guarantor of departure
    When the goods are declared, guaranteed and released
    Then the advance data name every office of the road in order
    When the vehicle leaves the country of departure
    And the vehicle enters the country of destination
    And the goods are presented at the office of destination
    Then their arrival is notified
    When control finds the goods in order
    Then the result is notified
    And the movement is written off and the guarantee free

  @HP10 @REQ-COR-001 @REQ-COR-002 @REQ-COR-003 @REQ-DEP-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Goods cross a country on their way to a third
    Given the onward journey, secured by the guarantor of departure
    When the goods are declared, guaranteed and released
    Then the advance data reach every country of the road
    And the advance data name every office of the road in order
    And they state the portion of each country
    When the vehicle crosses every border of the road
    Then each passage is told to every other country
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then every country is told of the write-off, and the guarantee is free

  @HP11 @REQ-COR-006 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Goods leave from a dry port
    Given the dry-port journey, secured by the guarantor of departure
    When the goods are declared, guaranteed and released
    Then the advance data come from the office of departure
    When the goods travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @HP12 @HT15 @HT03 @REQ-COR-004 @REQ-COR-005 @REQ-COR-007 @REQ-GUA-003
  Scenario: Goods end at the office of entry
    Given a journey out of the country under test that ends at the border, secured by its own guarantor
    When the goods are declared, guaranteed and released
    And they leave, and are presented at the office of entry, which is their destination
    And control finds the goods in order
    Then the arrival counts as the entry, and the guarantee is free
    Given a journey into the country under test that ends at the border, secured by the partner's guarantor
    When the goods are declared, guaranteed and released
    And they leave, and are presented at the office of entry, which is their destination
    Then nothing but their arrival is notified
    When control finds the goods in order
    Then the write-off closes the record of the office of entry

  @IO06 @REQ-COR-008 @REQ-GUA-003
  Scenario: The times of the road are computed from what was told
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are declared, guaranteed and released
    And they travel as long as the road takes, and control finds them in order
    Then the dwell at the border and the time of each leg follow from what was told
    And the guarantee is free
