Feature: A hub between the countries
  Each country has a broker of its own, and a third party carries from one to the other. It routes by the name of the
  queue and never changes a body, never answers, never acknowledges for a node. What it adds to the envelope is ignored.

  @HP17 @REQ-HUB-001 @REQ-HUB-002 @REQ-HUB-003
  @REQ-ENV-001 @REQ-ENV-002 @REQ-ENV-003 @REQ-ENV-004 @REQ-ENV-005 @REQ-ENV-006 @REQ-ENV-007 @REQ-ENV-008 @REQ-ENV-009
  @REQ-ACK-001 @REQ-ACK-002 @REQ-ACK-003 @REQ-INV-001 @REQ-INV-002 @REQ-INV-003 @REQ-INV-004 @REQ-INV-005
  @REQ-DEP-002 @REQ-DEP-003 @REQ-DEP-004 @REQ-DEP-005 @REQ-PAS-001 @REQ-PAS-002 @REQ-DST-001 @REQ-DST-002 @REQ-DST-003
  @REQ-GUA-002 @REQ-GUA-003
  Scenario: A sealed container travels inland through the hub
    Given a hub between the countries
    And the inland journey, secured by the guarantor of departure
    When the goods are declared, guaranteed and released
    Then the advance data reach the other country as declared
    When the vehicle leaves the country of departure
    Then the other country is told of its exit
    When the vehicle enters the country of destination
    Then the other country is told of its entry
    And the guarantee stays reserved
    When the goods are presented at the office of destination
    Then their arrival is notified, and nothing more
    When control finds the goods in order
    Then the result is notified
    And the movement is written off and the guarantee free

  @IO04 @REQ-HUB-001 @REQ-HUB-002 @REQ-HUB-003 @REQ-HUB-004 @REQ-HUB-005 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The hub changes the envelope, goes down and comes back
    Given a hub between the countries
    And a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the vehicle enters the country of destination
    Then its entry is taken as if it had come directly
    Given both systems watch their link
    When the hub goes down
    Then officers of the country under test are told that the partner cannot be heard
    When the hub comes back
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the result is taken as if it had come directly
    And the movement is written off and the guarantee free
