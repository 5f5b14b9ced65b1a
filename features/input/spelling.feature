Feature: Legal spellings
  One document can be written in many ways. A receiver takes each that the schema allows.

  @IO03 @REQ-SPL-001 @REQ-DEP-002 @REQ-DEP-003
  Scenario: The partner writes with other prefixes, white space and order
    Given a journey into the country under test, secured by its own guarantor
    When the goods are declared, guaranteed and released
    Then the advance data reach the other country as declared
    When the partner writes advance data with prefixes of its own
    Then they are taken like any others
    When the partner writes advance data in other white space, quotes and order of attributes
    Then they are taken like any others
