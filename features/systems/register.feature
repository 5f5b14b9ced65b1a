Feature: The regional transit register
  From what the countries tell it the region counts whose movements end late, whether both sides' days add up, and which
  passages have no other half. It knows no names, and stops nobody: it warns.

  @IO05 @REQ-STA-007 @REQ-STA-008 @REQ-STA-004 @REQ-STA-005
  Scenario: The register's totals are both sides' totals
    Given a regional database that both countries report to
    And a journey into the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And control finds the goods in order
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And control finds the goods in order
    And two in the morning has passed
    Then the regional database is told the totals of the day
    And the regional database holds of each country's day what its movements told one by one
    And it finds the movement by its number, its vehicle, its offices and its period
    And it knows of no passage that stands alone

  @IO13 @REQ-STA-007 @REQ-ENQ-004
  Scenario: Goods leave, nobody sees them enter, and a proof ends the movement
    Given a regional database that both countries report to
    And a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the time limit passes, and another week
    And nobody answers the enquiry for 28 days
    And the officer of departure accepts the proof
    Then the movement is written off on proof, closed at destination, and the guarantee free
    And the regional database knows that the goods left and never entered

  @FR24 @REQ-STA-009
  Scenario: A principal splits a consignment, and every part of it comes late
    Given a regional database that both countries report to
    And four vehicles out of the country under test under one bill of lading
    When each is declared, guaranteed and released
    And each has entered the country of destination
    And the goods of all are presented two days after the limit, and found in order
    Then the regional database counts them all under one principal, all late, and warns of it

  @HT24 @REQ-STA-009
  Scenario: A principal's convoy is released together, and comes in time
    Given a regional database that both countries report to
    And four vehicles out of the country under test under one bill of lading
    When each is declared, guaranteed and released
    And each has entered the country of destination
    And the goods of all are presented in time, and found in order
    Then the regional database counts them all under one principal, none late, and warns of nobody

  @FR32 @REQ-STA-009
  Scenario: A wave of late movements follows some that were in time
    Given a regional database that both countries report to
    And six vehicles out of the country under test under one bill of lading
    When each is declared, guaranteed and released
    And each has entered the country of destination
    And the goods of two are presented in time, and found in order
    And the goods of the others are presented two days after the limit, and found in order
    Then the regional database warns of one principal, four of whose six movements were late

  @HT32 @REQ-STA-009
  Scenario: As many movements are late, and they are not one principal's
    Given a regional database that both countries report to
    And two vehicles of each of two principals out of the country under test
    When each is declared, guaranteed and released
    And each has entered the country of destination
    And the goods of all are presented two days after the limit, and found in order
    Then the regional database counts two late movements of each principal, and warns of nobody
