Feature: What only the region sees
  One late movement proves nothing. Many of one principal are a pattern, and only the region has them all.

  @FR32 @FR24 @REQ-FRD-032
  Scenario: All movements of one principal come late
    Given a regional database that both countries report to
    And four vehicles out of the country under test under one bill of lading
    When each is declared, guaranteed and released
    And each has entered the country of destination
    And all are presented two days after their limit, and found in order
    Then the regional register shows a wave of late movements of one principal

  @HT32 @HT24 @REQ-HON-032
  Scenario: A whole convoy of one principal is released at once, and comes in time
    Given a regional database that both countries report to
    And four vehicles out of the country under test under one bill of lading
    When each is declared, guaranteed and released
    And each has entered the country of destination
    And all are presented in time, and found in order
    Then the regional register shows nothing against their principal
