Feature: The tunnel between a country and its broker
  With --vpn a country's only road is a tunnel through the open network. It goes down, its keys are changed, a wrong key
  opens nothing, and who listens outside learns nothing of what is said.

  @VPN01 @REQ-LNK-002 @REQ-DUP-002
  Scenario: The tunnel goes down and comes up again
    Given a tunnel on the road of the country under test
    And a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the tunnel goes down
    And the vehicle enters the country of destination
    Then the entry waits before the tunnel, through which nothing passes
    When the tunnel is up again
    Then the entry is answered without help
    And the entry has had one effect
    When the goods are presented at the office of destination
    Then the arrival is answered without help

  @VPN02 @REQ-LNK-002 @REQ-DUP-002
  Scenario: The keys of the tunnel are changed
    Given a tunnel on the road of the country under test
    And a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When both ends of the tunnel get new keys
    And the vehicle enters, and its entry is sent
    Then the entry is answered without help
    And the entry has had one effect
    When the goods are presented at the office of destination
    Then the arrival is answered without help

  @VPN03 @REQ-LNK-002 @REQ-DUP-002
  Scenario: A wrong key opens no tunnel
    Given a tunnel on the road of the country under test
    And a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the country under test has a wrong key
    And the vehicle enters the country of destination
    Then the entry waits before the tunnel, through which nothing passes
    When the country under test has its key again
    Then the entry is answered without help
    And the entry has had one effect

  @VPN04 @REQ-VPN-001 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Outside the tunnel nothing of a message can be read
    Given a tunnel on the road of the country under test
    And what passes outside the tunnel is captured
    And a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the vehicle enters the country of destination
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
    And nothing of a message can be read there
