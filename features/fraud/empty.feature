Feature: Vehicles that are said to be empty
  An empty vehicle needs no transit. On a scale it must be empty.

  @FR28 @REQ-FRD-028
  Scenario: An empty vehicle carries goods home
    Given a journey out of the country under test, secured by its own guarantor
    And it has come to its end
    When the empty vehicle goes home, and weighs more than it can
    Then officers in the country under test are told of an empty vehicle that is loaded, and of no other fraud

  @HT28 @REQ-HON-028
  Scenario: An empty vehicle carries fuel and a spare wheel
    Given a journey out of the country under test, secured by its own guarantor
    And it has come to its end
    When the empty vehicle goes home with fuel and a spare wheel
    Then nobody in the country under test suspects anything
