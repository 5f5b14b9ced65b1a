Feature: Answers that nobody asked for
  An answer ends an exchange. Whoever answers answers, or obeys where an answer is to go, can be made to storm.

  @SE05 @REQ-SEC-006 @REQ-SEC-007 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Messages are put on the queue for answers
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When an acknowledgement comes of a message that was never sent
    Then nothing is answered to it
    When an entry that must be refused asks for its answer at another queue
    Then the refusal goes to the partner, and nowhere else
    When the vehicle enters the country of destination
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @SE09 @REQ-SEC-008 @REQ-SEC-009 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Refusals would breed refusals
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When refusals come that are not well-formed, or not in their own bytes
    Then none of them is answered, and officers are told
    When ninety messages that must be refused come within a minute
    Then sixty are refused in the first minute, and officers are told of the storm
    And the last of them is refused like the first, in time
    When the vehicle enters the country of destination
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
