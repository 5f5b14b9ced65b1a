Feature: Who may say what
  Only the country of departure writes a movement off.

  @FR30 @REQ-FRD-030 @REQ-GUA-002
  Scenario: An office of passage says that the movement is written off
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When an office of passage of the partner says that the movement is written off
    Then the write-off is refused for its origin
    And officers in the country under test are told of a sender that may not say so, and of no other fraud
    And the guarantee stays reserved

  @HT30 @REQ-HON-030 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The country of departure writes the movement off
    Given a journey into the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
    And nobody in the country under test suspects anything
