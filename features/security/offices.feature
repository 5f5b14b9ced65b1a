Feature: Offices and their roles
  An office may say only what its role and its part in the movement allow, however valid its code.

  @SE02 @REQ-SEC-004 @REQ-SEC-005 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A control result comes from offices that may not give it
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have entered the country of destination
    When a control result comes from an office of the partner that gives none
    Then it is refused for the office's role, in bare words, and officers are told
    When a control result comes from an office that the goods only pass
    Then it is refused because that office has no part in the movement, in bare words, and officers are told
    And no result has had any effect
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
