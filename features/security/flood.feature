Feature: Too much
  Somebody with the partner's account sends far more than any day brings. The partner's honest messages stand in the same queue.

  @SE08 @REQ-SEC-015 @REQ-DUP-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A flood at ten times the peak
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When the partner's line is flooded at ten times the peak
    And the goods are presented at the office of destination
    Then what is honest in the flood is answered in time
    When control finds the goods in order
    Then the movement is written off and the guarantee free

  @SE13 @REQ-SEC-012 @REQ-SEC-013 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Messages that are packed, or carry more than they say
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When an entry comes compressed
    Then it is refused as no text, unread
    When a few bytes come that unpack to very many
    Then it is refused as no text, unread
    When an entry comes with a megabyte attached
    Then it is refused for what no schema knows
    And no entry has had any effect
    When the vehicle enters the country of destination
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
