Feature: The receiver's line drops
  The broker has the message and delivers it until it is acknowledged. Whoever lost it takes it when it comes again;
  whoever had taken it already answers from the store.

  @REQ-LNK-009 @REQ-LNK-010 @REQ-DEP-004 @REQ-GUA-003
  Scenario Outline: The line drops after the broker has the <fact> and before it is delivered
    Given a journey <way> the country under test, secured by its own guarantor
    And the journey stands before the <fact>
    When the line drops when the broker has the message of the <fact>, before it is delivered
    And the line is back
    Then the message is taken when it comes again, and has one effect and one answer
    And the line is in use again within a second
    When the journey goes on to its end
    Then the movement is written off and the guarantee free
    And both countries say that the movement is over

    @LF03
    Examples:
      | way    | fact    |
      | into   | release |

    @LF07
    Examples:
      | way    | fact    |
      | out of | entry   |

    @LF11
    Examples:
      | way    | fact    |
      | out of | arrival |

    @LF15
    Examples:
      | way    | fact    |
      | out of | control |

  @REQ-LNK-001 @REQ-LNK-002 @REQ-LNK-010 @REQ-DEP-004 @REQ-GUA-003
  Scenario Outline: The line drops after the <fact> is taken and before it is acknowledged
    Given a journey <way> the country under test, secured by its own guarantor
    And the journey stands before the <fact>
    When the line drops when the message of the <fact> is taken, before it is acknowledged
    And the line is back
    Then the message is answered again from the store, and has one effect and one answer
    And the line is in use again within a second
    When the journey goes on to its end
    Then the movement is written off and the guarantee free
    And both countries say that the movement is over

    @LF04
    Examples:
      | way    | fact    |
      | into   | release |

    @LF12
    Examples:
      | way    | fact    |
      | out of | arrival |

    @LF16
    Examples:
      | way    | fact    |
      | out of | control |
