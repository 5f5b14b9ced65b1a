Feature: Signatures over messages
  Where both countries have agreed on it, every message is signed by its sender's own key. Nobody else can write it, and nobody can change it.

  Background:
    Given both countries sign their messages
    And a journey out of the country under test, secured by its own guarantor

  @SE03 @REQ-SIG-001 @REQ-SIG-002 @REQ-DUP-001 @REQ-DUP-002 @REQ-DEP-004 @REQ-GUA-003
  Scenario: An old signed message is replayed
    When the goods are released and travel to the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
    When the control result is replayed in the same bytes
    Then it gets its original answer again, and has had one effect
    When the arrival comes under a new id, with its old signature
    Then it is refused for its signature, in bare words, and officers are told

  @SE04 @REQ-SIG-001 @REQ-SIG-002 @REQ-SIG-003 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Signatures are altered, somebody else's, or missing
    Given the goods are released and have left the country of departure
    When an entry comes whose signature was altered
    Then it is refused for its signature, in bare words, and officers are told
    When an entry comes that somebody else has signed in the partner's name
    Then it is refused for its signature, in bare words, and officers are told
    When an entry comes that nobody has signed
    Then it is refused because it is not signed, in bare words, and officers are told
    When the vehicle enters the country of destination
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @SE06 @REQ-SIG-001 @REQ-SIG-002 @REQ-SIG-006 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A message is altered on its way
    Given the goods are released and have left the country of departure
    When an entry comes that was altered on its way, with a digest that fits
    Then it is refused for its signature, in bare words, and officers are told
    When an entry comes that was altered on its way
    Then it is refused for its digest, in bare words, and officers are told
    When the vehicle enters the country of destination
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @SE15 @REQ-SIG-001 @REQ-SIG-004 @REQ-SIG-005 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Both countries exchange their keys under way
    Given the goods are released and have left the country of departure
    When the partner exchanges its key
    And the vehicle enters the country of destination
    Then the partner's entry is taken under its new key
    When an entry comes that is signed with the partner's old key
    Then it is refused because that key counts no more, in bare words, and officers are told
    When the country under test exchanges its key
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @SE16 @REQ-SIG-001 @REQ-SIG-005 @REQ-DEP-004 @REQ-GUA-003
  Scenario: A key is revoked before its time
    Given the goods are released and have left the country of departure
    When the partner exchanges its key, and revokes the old one before its time
    And an entry comes that is signed with the partner's old key
    Then it is refused because that key counts no more, in bare words, and officers are told
    When the vehicle enters the country of destination
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free
