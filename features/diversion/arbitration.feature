Feature: Two trucks under one number
  One number is one consignment. Whoever sees a second one says so, and an officer of departure decides which counts.

  @FR05 @HT05 @REQ-ARB-001 @REQ-ARB-002
  Scenario: A second truck comes where the first has arrived
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And another truck is presented there under the same number
    Then the officer is refused, and departure is told of a second consignment
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And the same truck is presented there once more
    Then nothing more is told of it

  @FR29 @REQ-ARB-003 @REQ-ARB-004 @REQ-ARB-005 @REQ-ARB-006
  Scenario: Two offices say that they have the goods
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And an arrival at another office is told by the partner
    Then the second arrival is refused with code 92, and officers are alerted
    When control finds the goods in order
    Then nothing is written off while two offices contend
    When the officer of departure decides for the declared office
    Then all are told for which office departure has decided
    When an arrival at another office is told by the partner
    Then the second arrival is refused, and all are told again where the goods are
    Given a journey into the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And control finds packages missing
    And the partner says that another office has the goods
    Then the goods are held here, for they are said to be elsewhere
    When the partner says that the goods are at the declared office after all
    Then their arrival and the result are told again, under new numbers
