Feature: Messages that cannot be processed
  A defect makes a national system fail at one message, again and again. The message is put aside after six tries, the queue
  keeps moving, and the message is taken when it comes again after the system was mended.

  @LF22 @REQ-PSN-001 @REQ-PSN-002 @REQ-PSN-003 @REQ-DEP-004 @REQ-GUA-003
  Scenario: An entry cannot be processed
    Given a node under test that may be killed
    And a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the system under test fails at every entry
    And an entry comes in, and news of another movement behind it
    Then the news is answered before the entry is given up
    And the entry is put aside with code 99, and officers are told
    When the system under test is mended
    Then the entry is taken when the partner sends it again
    When the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @LF32 @REQ-PSN-004 @REQ-DEP-004
  Scenario: The partner cannot process the advance data
    Given a partner that may be killed
    And a journey out of the country under test, secured by its own guarantor
    When the partner's system fails at the advance data
    Then the advance data are sent again an hour after the partner gave them up
    When the partner's system is mended
    And the goods travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
