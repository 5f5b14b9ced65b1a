Feature: Poor lines
  A line may be so slow that every message takes its time, lose packets, or die without a word. Work goes on.

  @LF24 @REQ-LNK-011 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A whole journey over 64 kbit/s with one packet in twenty lost
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are declared and guaranteed
    And the line of the country under test carries 64 kbit/s and loses one segment in twenty
    And the goods are released and go all the way
    Then the movement is written off and the guarantee free
    And the poor line was never given up, and no message was sent twice
    And both countries say that the movement is over

  @LF31 @REQ-LNK-008 @REQ-LNK-010 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The line falls silent, and neither end is told
    Given a journey into the country under test, secured by its own guarantor
    And the journey stands before the arrival
    When the line falls silent with the message of the arrival on its way, before the broker has it
    And the line is back
    Then the lost message is sent again by itself, in the same bytes, and is answered
    And the line is in use again within five seconds
    When the journey goes on to its end
    Then the movement is written off and the guarantee free
    And both countries say that the movement is over
