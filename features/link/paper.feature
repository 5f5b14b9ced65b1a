Feature: Stamped paper
  When a line has been down for hours, goods go on with stamped paper. When the line is back, officers capture what the paper
  vouches for, and it counts as if it had been told at once.

  @LF29 @REQ-HUB-005 @REQ-PAP-001 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Goods arrive while the line of the country under test is down
    Given both systems watch their link
    And a journey into the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the line of the country under test is down for hours, and goods go on with stamped paper
    Then its officers were told that the partner cannot be heard
    When the line is back, and arrival and control result are captured from the paper
    Then arrival and result are told as captured from that paper, with the time at which they happened
    And the movement is written off and the guarantee free

  @LF33 @HT25 @REQ-PAP-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Goods arrive while the partner's line is down
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the line of the partner is down for hours, and goods go on with stamped paper
    And the line is back, and arrival and control result are captured from the paper
    Then the country under test takes both, and holds their age against nobody
    And the movement is written off and the guarantee free
