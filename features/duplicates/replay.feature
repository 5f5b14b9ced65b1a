Feature: Replayed messages
  Somebody records an honest message and puts it on the queue again. The receiver must tell the same message from
  another one, and must never act twice.

  @FR06 @REQ-DUP-001 @REQ-DUP-002 @REQ-DUP-003 @REQ-DUP-004 @REQ-SEC-003 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A control result and an arrival are replayed after the end
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
    When the control result is replayed in the same bytes
    Then it gets its original answer again, and has had one effect
    When the control result is replayed in other bytes under the same id
    Then it is refused with code 26, and officers are alerted
    When the arrival is replayed under a new id
    Then it is refused with code 92, and officers are alerted
