Feature: Node crashes
  A national system is killed while it works, and started again with its store.

  @LF26 @REQ-LNK-004 @REQ-LNK-005 @REQ-DEP-004 @REQ-GUA-003 @REQ-GUA-004
  Scenario: The node is killed on receipt, and again after its commit
    Given a node under test that may be killed
    And a journey out of the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When the node is killed on receipt of the arrival, and started again
    Then the arrival is not lost
    When the node is killed after its commit of the control result, and started again
    Then the control result is answered from the store, and has had one effect
    And the movement is written off, the guarantor told once, and the guarantee free
