Feature: Line drops
  The line between a country and the broker drops at the worst moment: the business is done, the broker has not been
  told.

  @LF08 @REQ-LNK-001 @REQ-LNK-002 @REQ-GUA-002
  Scenario: The line drops after an entry is taken and before it is acknowledged
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the line of the country under test drops before it acknowledges the entry
    And the line is back
    Then the entry is answered without help
    And the entry has had one effect and one answer
    And the guarantee stays reserved
    When the goods are presented at the office of destination
    Then the arrival is answered without help
    When control finds the goods in order
    Then the movement is written off and the guarantee free
