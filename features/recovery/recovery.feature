Feature: Recovery
  What is never settled does not stay open for ever: duties are recovered, by exactly one competent country.

  @TL08 @REQ-RCV-001 @REQ-RCV-002 @REQ-RCV-003 @REQ-RCV-004
  Scenario: Nothing is heard of arrived goods for seven months
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And seven months pass after the limit
    Then recovery is open, and the other country is told
    When the partner, who is not competent, tells that duties were paid
    Then it is refused for its origin, and recovery goes on
    When the officer of departure reports that duties cannot be recovered
    Then the other country is told how recovery ended
    And the movement is written off as recovered, and the guarantee free
