Feature: Guarantees that secure too much, or end too soon
  A guarantee secures what it is good for, until the country of departure has written the movement off.

  @FR13 @REQ-FRD-013 @REQ-GUA-001 @REQ-INV-004
  Scenario: One guarantee is used for two movements that it cannot both secure
    Given two journeys out of the country under test, each at risk with more than half of one guarantee of its own
    When the first is guaranteed, and the guarantee is used for the second as well
    Then the guarantor refuses for want of balance, and reserves nothing
    And officers in the country under test are told of a guarantee used twice, and of no other fraud

  @HT13 @REQ-HON-013
  Scenario: The guarantee is free again before it is used once more
    Given two journeys out of the country under test, each at risk with more than half of one guarantee of its own
    When the first goes all the way, and the guarantee is then used for the second
    Then nobody in the country under test suspects anything

  @FR14 @REQ-FRD-014 @REQ-GUA-002
  Scenario: Somebody else than departure orders the guarantee free
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the partner orders the guarantee free before the goods have arrived
    Then the order is refused for its origin
    And officers in the country under test are told of an order to free that is not departure's, and of no other fraud
    And the guarantee stays reserved

  @HT14 @REQ-HON-014
  Scenario: Departure orders the same liberation once more
    Given a journey into the country under test, secured by its own guarantor
    When the goods are declared and guaranteed
    And the goods are released and go all the way
    And the liberation is ordered once more, under a new id
    Then nobody in the country under test suspects anything
