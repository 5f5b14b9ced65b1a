Feature: Declarations of principals
  A principal's system numbers its declarations. A number that comes a second time is another declaration under an old
  name, or the old one once more: neither may become a second movement.

  @BI28 @REQ-RUL-052 @REQ-RUL-053
  Scenario: A declaration comes under a number that was used
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are declared, guaranteed and released
    And the principal declares other goods under the same number
    Then the second declaration is refused, and nothing is sent for it
    When another principal declares goods under that number
    Then that declaration is taken
