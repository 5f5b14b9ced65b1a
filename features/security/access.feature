Feature: Accounts and queues
  Each account has its own queues and no other. What comes to a queue from another account is nobody's word.

  @SE07 @REQ-SEC-014 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Accounts reach for queues that are not theirs
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When accounts reach for queues that are not theirs
    And the broker's administrator writes an entry where only the partner may
    Then it is not answered, has no effect, and officers see who wrote it
    When the vehicle enters the country of destination
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
