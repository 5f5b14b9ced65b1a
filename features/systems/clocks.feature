Feature: Clocks of the two systems
  No two clocks agree. A difference of minutes must alarm the officers and harm no traveller.

  @TL10 @REQ-HBT-001 @REQ-HBT-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The clocks lie ten minutes apart
    Given the clock of the partner's system is 10 minutes ahead
    And both systems watch their link
    And a journey out of the country under test, secured by its own guarantor
    Then the country under test sends a heart-beat now and a minute later
    And officers of the country under test are told that the clocks differ
    When the goods are released and travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
