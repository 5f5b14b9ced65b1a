Feature: Duplicate delivery
  A broker or a bridge may deliver a message twice.

  @LF17 @REQ-DUP-001 @REQ-DUP-002 @REQ-DEP-004 @REQ-GUA-003 @REQ-GUA-004
  Scenario: A control result is delivered twice
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And control finds the goods in order
    And the control result is delivered a second time
    Then it gets its original answer again, and has had one effect
    And the movement is written off, the guarantor told once, and the guarantee free
