Feature: Both sides alone
  While the line is down each side's officers go on. Nothing is decided for the other side, and nothing is lost: when the line
  is back, both know what the other did.

  @LF23 @REQ-REC-003 @REQ-STS-003 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Officers of both sides act while the line is down
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the line of the country under test is cut
    And both sides go on for six hours, each with its own officers
    And the line is back
    Then what waited at the country under test is told
    And the movement is written off and the guarantee free
    And nobody has opened an enquiry
