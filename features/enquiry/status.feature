Feature: Status requests
  A country that misses something asks the other how the movement stands. Each side then sends again, in the same
  bytes, what the other has lost. Nobody copies a state.

  @TL01 @REQ-STS-002 @REQ-STS-003 @REQ-STS-005 @REQ-STS-007
  Scenario: The limit passes and the arrival was lost
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are declared, guaranteed and released
    And the partner backs its system up
    And the goods travel to the office of destination
    And the partner restores its backup
    And the time limit passes
    Then the country under test sends its arrival again, and tells how the movement stands
    And it hands back a copy of the exit that the partner has lost
    When control finds the goods in order
    Then the movement is written off and the guarantee free
    Given a journey into the country under test, secured by the partner's guarantor
    When the partner asks for a movement that it has never announced
    Then the country under test answers that it knows none

  @TL02 @REQ-STS-003 @REQ-STS-004
  Scenario: The control result is missing for six days
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are declared, guaranteed and released
    And the partner backs its system up
    And the vehicle leaves the country of departure
    And the partner restores its backup
    And the goods arrive, and no control result comes for six days
    Then the country under test asks how the movement stands
    When control finds the goods in order
    Then the movement is written off and the guarantee free
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released and arrive, and nobody has captured their entry
    And the partner backs its system up
    And control finds the goods in order
    And the partner restores its backup
    And no control result reaches the partner for six days
    Then the country under test sends its control result again
    When the entry is captured at last
    Then the movement is written off and the guarantee free

  @FR03 @REQ-ENT-001 @REQ-ENT-002 @REQ-ENT-003 @REQ-GUA-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Goods are told to have arrived, and nobody saw them come in
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and arrive, and nobody has captured their entry
    Then the country under test asks for the missing entry
    When control finds the goods in order
    Then the movement is held for its entry, and nothing is written off
    And the guarantee stays reserved
    And no document makes up for the entry that nobody saw
    When the entry is captured at last
    Then the movement is written off and the guarantee free

  @SQ01 @REQ-HOL-001 @REQ-HOL-002 @REQ-HOL-003 @REQ-GUA-002
  Scenario: A control result comes, and no arrival before it
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When a control result comes from the partner before any arrival
    Then it is held, and the movement's status is asked for a quarter of an hour later
    And it is refused a day later, for no arrival has come
    And the guarantee stays reserved
