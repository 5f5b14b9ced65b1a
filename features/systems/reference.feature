Feature: Reference data that change
  Offices get new codes while trucks travel. What was released under an old code travels under it to its end; what is
  released later names the new one.

  @IO01 @REQ-REF-002 @REQ-REF-003 @REQ-REF-005 @REQ-REF-006
  Scenario: Offices of the partner get other codes in the middle of a movement
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released in the country of departure
    And a journey out of the country under test, secured by its own guarantor
    And the goods are released in the country of departure
    When the partner gives all its offices other codes
    Then the country under test takes them over
    When the partner tells a version that it has replaced already
    Then the country under test keeps it as evidence, and no more
    When the vehicle leaves the country of departure
    And the vehicle enters the country of destination
    And the goods are presented at the office of destination
    Then the arrival under the old code is taken
    When the partner writes advance data, released after that, with the old codes
    Then they are refused for a code that is no more

  @IO09 @REQ-REF-001 @REQ-DST-001 @REQ-DST-003 @REQ-DEP-005
  Scenario: The country under test renames an office to which goods are on their way
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the country under test gives its office of destination another code
    Then the partner is told of all its offices, the heir among them
    When the goods are presented at the office of destination
    Then their arrival is notified, and nothing more

  @RC16 @REQ-REF-004 @REQ-REF-007 @REQ-DEP-002 @REQ-DEP-003
  Scenario: Advance data come before the codes that they name
    Given a journey into the country under test, secured by its own guarantor
    When the goods are declared, guaranteed and released
    Then the advance data reach the other country as declared
    When the partner writes advance data with codes that it has not told yet
    Then they are kept until the codes come
    When the partner tells the codes, to count in two hours
    Then the advance data are not known yet
    When the two hours have gone by
    Then the advance data are taken
