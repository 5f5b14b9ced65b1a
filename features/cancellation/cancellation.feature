Feature: Cancellation
  Departure may cancel goods that have gone nowhere. Whoever has seen them elsewhere says so, and evidence beats paper.

  @CA01 @REQ-CAN-008 @REQ-INV-004
  Scenario: A declaration is cancelled before its release
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are declared, and the guarantor's word is on its way
    And the officer of departure cancels the declaration
    And the guarantor's word arrives
    Then the movement is cancelled, and the other country was told nothing of it
    And the guarantor has bound nothing

  @CA02 @HT23 @REQ-CAN-001 @REQ-CAN-002 @REQ-CAN-003 @REQ-INV-003 @REQ-INV-004
  Scenario: Goods come back to the office of departure before any passage
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are released, and brought back to the office of departure
    And the officer of departure cancels the movement
    Then every country that was advised is asked to cancel
    And the guarantee is given back once they have acknowledged it
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released, and brought back to the office of departure
    And the officer of departure cancels the movement
    Then the country under test acknowledges it, and expects the goods no more

  @CA03 @FR23 @REQ-CAN-004 @REQ-CAN-005 @REQ-GUA-002
  Scenario: A cancellation comes after the first passage
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the officer of departure tries to cancel the movement
    Then the officer is refused with code 92, and nobody is told
    And the guarantee stays reserved
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When a cancellation comes from the partner nevertheless
    Then it is refused with code 92, for the goods were seen
    And the guarantee stays reserved

  @CA07 @REQ-CAN-006 @REQ-GUA-002 @REQ-GUA-003 @REQ-DEP-004
  Scenario: A cancellation and an entry cross on their way
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released, and their entry into the other country is on its way to departure
    And the officer of departure cancels the movement
    And the entry arrives
    Then the cancellation is taken back, and officers are alerted
    And the guarantee stays reserved
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @SQ02 @REQ-CAN-007 @REQ-INV-004
  Scenario: Goods are seen after their movement was cancelled
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released, and brought back to the office of departure
    And the officer of departure cancels the movement
    And the cancellation is complete
    And their entry into the other country is told nevertheless
    Then it is refused with code 92, and the movement stays cancelled

  @CA04 @FR26 @REQ-CAN-009 @REQ-DUP-007
  Scenario: Advance data are amended after the release
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are declared, guaranteed and released
    And other advance data, with a limit of one minute, come from the partner
    Then they are refused with code 92, for the first ones stand
    And officers are told of the contradiction
    When the goods travel for an hour, and are presented at the office of destination
    Then their arrival is told by the first advance data
