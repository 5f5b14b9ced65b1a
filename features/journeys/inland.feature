Feature: Inland transit
  Goods that came by sea cross the corridor under customs seals. The country of departure keeps the guarantee
  until the country of destination has seen the goods.

  @HP01
  @REQ-ADP-001 @REQ-ENV-001 @REQ-ENV-002 @REQ-ENV-003 @REQ-ENV-004 @REQ-ENV-005 @REQ-ENV-006 @REQ-ENV-007
  @REQ-ENV-008 @REQ-ENV-009 @REQ-ACK-001 @REQ-ACK-002 @REQ-ACK-003 @REQ-INV-001 @REQ-INV-002 @REQ-INV-003
  @REQ-INV-004 @REQ-INV-005 @REQ-DEP-002 @REQ-DEP-003 @REQ-DEP-004 @REQ-DEP-005 @REQ-PAS-001 @REQ-PAS-002
  @REQ-DST-001 @REQ-DST-002 @REQ-DST-003 @REQ-GUA-002 @REQ-GUA-003 @REQ-TAD-001 @REQ-TAD-002
  @REQ-TAD-003
  Scenario: A sealed container travels inland under a national guarantee
    Given the inland journey, secured by the guarantor of departure
    When the goods are declared, guaranteed and released
    Then the advance data reach the other country as declared
    And an accompanying document can be printed
    And bars and squares on it both say the number of the movement
    And the accompanying document bears every seal, vehicle, office and item, the principal, the limit and the guarantee
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
