Feature: Order
  A broker or a bridge may deliver in another order than messages were sent. The end is the same.

  @LF18 @REQ-HOL-001 @REQ-ORD-001 @REQ-ORD-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A result comes before its arrival, and the arrival before the entry
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When entry, arrival and control result pile up before the country under test, and come out of the queue in the reverse order
    Then the result is held until the arrival has come, and is then acted on
    And the entry that came last lifts the hold, and everything ends as if the order had been kept
    And the movement is written off and the guarantee free
