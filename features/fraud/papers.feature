Feature: Forged papers
  A paper is worth what the country of departure knows of it.

  @FR04 @REQ-FRD-004
  Scenario: Goods come with a document that nobody has ever issued
    Given a journey out of the country under test, secured by its own guarantor
    When goods are presented at the office of destination with a forged document
    Then the record is refused, for nobody knows that movement
    And officers in the country under test are told of a forged document, and of no other fraud

  @HT04 @REQ-HON-004 @REQ-DEP-004 @REQ-GUA-003
  Scenario: An officer mistypes the number of a movement
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the officer of destination mistypes the number of the movement
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then nobody in the country under test suspects anything
    And the movement is written off and the guarantee free

  @HT26 @REQ-HON-026 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Advance data are sent once more, as they were
    Given a journey into the country under test, secured by its own guarantor
    When the goods are declared, guaranteed and released
    And the officer of departure presses Resend for the advance data
    And the goods travel to the office of destination
    And control finds the goods in order
    Then nobody in the country under test suspects anything
    And the movement is written off and the guarantee free
