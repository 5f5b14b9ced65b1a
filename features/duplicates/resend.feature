Feature: Resend
  An officer who sees no answer presses Resend. That is honest, and must never be punished.

  @LF30 @HT06 @REQ-DUP-001 @REQ-DUP-002 @REQ-DEP-004
  Scenario: Resend is pressed five times
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And the partner's officer presses Resend five times for the arrival
    Then it gets its original answer 5 times again, and has had one effect
    When control finds the goods in order
    Then the movement is written off and the guarantee free
