Feature: Claimed senders
  The queue alone vouches for the sending country.

  @SE01 @FR15 @REQ-SEC-001 @REQ-SEC-002 @REQ-SEC-003 @REQ-INV-004
  Scenario: A message on the partner's queue claims an office of the country under test
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When an arrival on the partner's queue claims an office of the country under test
    Then it is refused for its origin
    And the refusal is bare
    And officers see a security event
    And nothing has changed, and the guarantee stays reserved
