Feature: Refused guarantees
  A guarantor says why it refuses, and binds nothing. The principal may amend while the time for it runs; goods that no
  guarantee covers in time are not released.

  @GU01 @REQ-GUA-007 @REQ-DEP-001 @REQ-INV-004
  Scenario: The guarantee does not exist
    Given a journey into the country under test, secured by its own guarantor
    When the goods are declared under a guarantee that nobody keeps
    And the guarantor is asked
    Then the guarantor refuses a guarantee that it does not keep
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are declared under a guarantee that nobody keeps
    And the guarantor is asked
    Then the guarantor refuses a guarantee that it does not keep
    When the office of departure tries to release the goods
    Then they are not released, and no advance data leave

  @GU02 @REQ-GUA-008 @REQ-DEP-001 @REQ-INV-004
  Scenario: The access code is wrong
    Given a journey into the country under test, secured by its own guarantor
    When the goods are declared with a wrong access code
    And the guarantor is asked
    Then the guarantor refuses the access code, and reserves nothing
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are declared with a wrong access code
    And the guarantor is asked
    Then the guarantor refuses the access code, and reserves nothing
    When the office of departure tries to release the goods
    Then they are not released, and no advance data leave

  @GU04 @REQ-GUA-009 @REQ-DEP-001 @REQ-INV-004
  Scenario: The guarantee does not cover every country crossed
    Given a journey into the country under test, secured by its own guarantor
    When the goods are declared under a guarantee that is good in one country only
    And the guarantor is asked
    Then the guarantor refuses the territory, and reserves nothing
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are declared under a guarantee that is good in one country only
    And the guarantor is asked
    Then the guarantor refuses the territory, and reserves nothing
    When the office of departure tries to release the goods
    Then they are not released, and no advance data leave

  @GU05 @REQ-GUA-005 @REQ-GUA-010 @REQ-DEP-004 @REQ-GUA-003 @REQ-INV-004
  Scenario: A refused guarantee is amended in time
    Given a journey out of the country under test, secured by the partner's guarantor
    And its access code was wrong, and the guarantor has refused
    When the principal amends the access code
    Then the guarantor is asked again under the next number, and agrees
    When the goods are released and go all the way
    Then the movement is written off and the guarantee free
    Given a journey out of the country under test, secured by the partner's guarantor
    And its access code was wrong, and the guarantor has refused
    When the principal names a guarantee of the other guarantor
    Then the first guarantor is told to forget its request, and the other agrees
    When the goods are released and go all the way
    Then the movement is written off and the guarantee free

  @GU06 @REQ-GUA-005 @REQ-GUA-011 @REQ-INV-004
  Scenario: The time for amendments runs out
    Given a journey out of the country under test, secured by the partner's guarantor
    And its access code was wrong, and the guarantor has refused
    When the principal errs again a day later
    Then the goods are not released once the time since the first refusal is over
    Given a journey out of the country under test, secured by its own guarantor
    And its access code was wrong, and the guarantor has refused
    When the principal errs again a day later
    Then the goods are not released once the time since the first refusal is over

  @GU07 @REQ-GUA-012 @REQ-DEP-004 @REQ-GUA-003 @REQ-INV-004
  Scenario: The guarantor cannot be reached for a while
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are declared while the guarantor's country cannot be reached
    And the guarantor is asked
    Then officers are told of the silence, and the goods wait for the guarantor
    When the line of the guarantor's country is back
    Then the guarantor agrees
    When the goods are released and go all the way
    Then the movement is written off and the guarantee free
