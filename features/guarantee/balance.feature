Feature: Balance of a guarantee
  No goods leave on a guarantee that does not cover them. What is at risk is bound country by country, and free again
  once, when the movement ends.

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

  @GU08 @REQ-GUA-003 @REQ-GUA-014 @REQ-DEP-004 @REQ-INV-004
  Scenario: The balance falls with the reservation and is whole after the write-off
    Given a journey into the country under test, secured by its own guarantor
    When the goods are declared and guaranteed
    Then one portion for each country is reserved, and the balance has fallen by their sum
    When the goods are released and go all the way
    Then the movement is written off and the guarantee free
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are declared and guaranteed
    Then one portion for each country is reserved, and the balance has fallen by their sum
    When the goods are released and go all the way
    Then the movement is written off and the guarantee free

  @GU09 @REQ-GUA-013 @REQ-INV-004
  Scenario: A liberation is ordered twice
    Given a journey into the country under test, secured by its own guarantor
    And another movement is reserved on the same guarantee
    When the goods are declared and guaranteed
    And the goods are released and go all the way
    And the liberation is ordered once more, under a new id
    Then the second order is acknowledged as a duplicate, and nothing is credited for it

  @GU11 @REQ-GUA-015 @REQ-INV-004
  Scenario: Two movements ask for the last of one balance at the same time
    Given two journeys into the country under test, each at risk with more than half of one guarantee of its own
    When the guarantor is asked for both at the same time
    Then exactly one is granted, and the other refused for want of balance
    Given two journeys out of the country under test, each at risk with more than half of one guarantee of its own
    When the guarantor is asked for both at the same time
    Then exactly one is granted, and the other refused for want of balance
