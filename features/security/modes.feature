Feature: Modes and versions
  Test and live traffic never meet, and nobody talks a system into an older profile.

  @SE11 @REQ-RUL-050 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Traffic of the other mode
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When an entry comes that is no test traffic
    Then that entry is refused for its mode
    When the vehicle enters the country of destination
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @SE12 @REQ-SEC-011 @REQ-VER-001
  Scenario: Somebody speaks an older profile
    When a message comes in a version that was left long ago
    Then it is refused, and the versions stay as they were agreed
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are declared, guaranteed and released
    Then the country under test writes the version that both know
