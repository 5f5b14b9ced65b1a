Feature: Balance of a guarantee
  No goods leave on a guarantee that does not cover them.

  @GU03 @REQ-GUA-001 @REQ-DEP-001 @REQ-INV-004
  Scenario: What is at risk exceeds the balance
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are declared with more at risk than the guarantee holds
    And the guarantor is asked
    Then the guarantor refuses for want of balance, and reserves nothing
    When the office of departure tries to release the goods
    Then they are not released, and no advance data leave
    Given a journey into the country under test, secured by its own guarantor
    When the goods are declared with more at risk than the guarantee holds
    And the guarantor is asked
    Then the guarantor refuses for want of balance, and reserves nothing
