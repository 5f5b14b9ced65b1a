Feature: Times that cannot be
  What happened, when it was captured and when it is told are three times. Dead lines and slow clocks explain
  much, and accuse nobody.

  @FR16 @REQ-FRD-016 @REQ-DEP-004 @REQ-GUA-003
  Scenario: An entry is told thirty hours after it happened
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the entry is captured thirty hours after it happened
    Then officers in the country under test are told of a notice that comes late, and of no other fraud
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @HT16 @REQ-HON-016 @REQ-DEP-004 @REQ-GUA-003
  Scenario: An entry is told late because the line was dead
    Given both systems watch their link
    And a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the line of the partner is dead for a day while the vehicle enters
    Then nobody in the country under test suspects anything
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @FR17 @REQ-FRD-017 @REQ-GUA-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A vehicle arrives faster than any vehicle can drive
    Given all know how long the roads are
    And a journey out of the country under test, secured by its own guarantor
    When the goods are released, and arrive faster than any vehicle can drive
    And control finds the goods in order
    Then officers in the country under test are told of an impossible speed, and of no other fraud
    And nothing is written off on it
    And the guarantee stays reserved
    When the officer of departure clears the hold for the time
    Then the movement is written off and the guarantee free

  @HT17 @REQ-HON-017 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The clock of the office of destination is ten minutes slow
    Given all know how long the roads are
    And a journey out of the country under test, secured by its own guarantor
    When the goods are released, and arrive ten minutes too early by a slow clock
    And control finds the goods in order
    Then nobody in the country under test suspects anything
    And the movement is written off and the guarantee free

  @FR18 @REQ-FRD-018 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A vehicle stands somewhere for days, and nobody says why
    Given all know how long the roads are
    And a journey out of the country under test, secured by its own guarantor
    When the goods are released, and take more than twice the time of the road
    And control finds the goods in order
    Then officers in the country under test are told of a long stop, and of no other fraud
    And the movement is written off and the guarantee free

  @HT18 @REQ-HON-018 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A convoy under escort was held up, and an office has recorded it
    Given all know how long the roads are
    And a journey out of the country under test, secured by its own guarantor
    When the goods are released, and their convoy is held up for more than twice the time of the road
    And control finds the goods in order
    Then nobody in the country under test suspects anything
    And the movement is written off and the guarantee free

  @FR25 @REQ-FRD-025
  Scenario: An arrival after the limit is dated back before it
    Given a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When the limit passes, and the arrival is captured as if it had been before
    Then the arrival is told as late, whatever its date
    And officers in the country under test are told of a date that was set back, and of no other fraud
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the limit passes, and the arrival is captured as if it had been before
    Then officers in the country under test are told of a date that was set back, and of no other fraud
