Feature: The sender's line drops
  What officers record while their line is down is not lost, and what was on its way when the line dropped is sent again.
  Nothing has to be pressed, and nothing waits for an answer that cannot come.

  @REQ-LNK-006 @REQ-LNK-007 @REQ-LNK-010 @REQ-DEP-004 @REQ-GUA-003
  Scenario Outline: The line is down when the <fact> is recorded
    Given a journey <way> the country under test, secured by its own guarantor
    And the journey stands before the <fact>
    When the line of the country under test is down
    Then its officers can record the <fact> all the same
    When the line is back
    Then what was recorded goes out by itself, once, and is answered
    And the line is in use again within a second
    When the journey goes on to its end
    Then the movement is written off and the guarantee free
    And both countries say that the movement is over

    @LF01
    Examples:
      | way    | fact    |
      | out of | release |

    @LF05
    Examples:
      | way    | fact    |
      | into   | entry   |

    @LF09
    Examples:
      | way    | fact    |
      | into   | arrival |

    @LF13
    Examples:
      | way    | fact    |
      | into   | control |

  @TL12 @REQ-LNK-006 @REQ-LNK-007 @REQ-LNK-012 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Advance data stay behind a line that is down for longer than they may
    Given a journey out of the country under test, secured by its own guarantor
    And the journey stands before the release
    When the line of the country under test is down
    Then its officers can record the release all the same
    When minutes go by
    Then its officers were told that the advance data are late
    When the line is back
    Then what was recorded goes out by itself, once, and is answered
    When the journey goes on to its end
    Then the movement is written off and the guarantee free

  @REQ-LNK-008 @REQ-LNK-010 @REQ-DEP-004 @REQ-GUA-003
  Scenario Outline: The line drops after the <fact> is sent and before the broker has it
    Given a journey <way> the country under test, secured by its own guarantor
    And the journey stands before the <fact>
    When the line drops with the message of the <fact> on its way, before the broker has it
    And the line is back
    Then the lost message is sent again by itself, in the same bytes, and is answered
    And the line is in use again within a second
    When the journey goes on to its end
    Then the movement is written off and the guarantee free
    And both countries say that the movement is over

    @LF02
    Examples:
      | way    | fact    |
      | out of | release |

    @LF06
    Examples:
      | way    | fact    |
      | into   | entry   |

    @LF10
    Examples:
      | way    | fact    |
      | into   | arrival |

    @LF14
    Examples:
      | way    | fact    |
      | into   | control |
