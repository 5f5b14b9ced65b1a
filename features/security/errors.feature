Feature: What errors tell
  A refusal helps the honest to correct a message. It tells nobody how the system is made.

  @SE10 @REQ-SEC-010 @REQ-XNK-001 @REQ-SEC-013 @REQ-RUL-050
  Scenario: Refusals name the message's fault and nothing of the system
    Given a journey into the country under test, secured by the partner's guarantor
    When advance data with a broken end tag come from the partner
    Then they are refused as not well-formed
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When an entry comes with a megabyte attached
    Then it is refused for what no schema knows
    When an entry comes that is no test traffic
    Then that entry is refused for its mode
