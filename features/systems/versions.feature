Feature: Versions of the profile
  Two systems speak the highest version that both accept, and no other.

  @IO02 @REQ-REF-002 @REQ-VER-001 @REQ-VER-002
  Scenario: The partner knows a version more
    When the partner offers a newer version of the profile beside the one that both know
    Then the country under test takes them over
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are declared, guaranteed and released
    Then the country under test writes the version that both know
    When a message comes in a version that was not agreed
    Then it is refused for its version
