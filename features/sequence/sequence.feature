Feature: Messages out of their sequence
  A message may be told again, after the end, or in answer to what nobody asked. It is answered as the profile says, and
  no state changes by it.

  @SQ03 @REQ-DUP-005
  Scenario: A write-off comes twice
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And control finds the goods in order
    And the partner's write-off comes again under a new id
    Then it is acknowledged as a duplicate, and has had one effect

  @SQ04 @REQ-DUP-006 @REQ-DUP-007 @REQ-CAN-009
  Scenario: Advance data come a second time, first the same, then others
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are declared, guaranteed and released
    And the advance data come again under a new id
    Then they are acknowledged as a duplicate, and have had one effect
    When other advance data, with a limit of one minute, come from the partner
    Then they are refused with code 92, for the first ones stand
    And officers are told of the contradiction

  @SQ05 @REQ-DUP-008
  Scenario: Advance data of a movement that is over
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And control finds the goods in order
    And the advance data come again under a new id
    Then they are refused with code 92 as told after the end, and officers are alerted

  @SQ06 @REQ-SEQ-001
  Scenario: Answers to what nobody asked
    Given a journey out of the country under test, secured by the partner's guarantor
    And the goods are released and have left the country of departure
    When a status reply comes that nobody asked for
    Then it is refused with code 92, for nothing was asked
    When an enquiry reply comes that nobody asked for
    Then it is refused with code 92, for nothing was asked
    When a decision on recovery comes that nobody asked for
    Then it is refused with code 92, for nothing was asked
    When a decision on a claim comes that nobody asked for
    Then it is refused with code 92, for nothing was asked

  @SQ07 @REQ-SEQ-002
  Scenario: An acknowledgement of an acknowledgement
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the vehicle enters the country of destination
    And the partner acknowledges an acknowledgement
    Then nobody answers it
    When the partner refuses what was never sent
    Then nobody answers it
