Feature: Messages in states that they do not fit
  The state tables say what each message does in each state. Whatever they have no row for may come all the same: from a
  partner that is behind, ahead, or wrong. It gets the answer of the tables, and changes no state. Each step sends all such
  messages that the tables name for its state; the record says which they are, and which are left out, and why.

  @SQ08 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At departure, before the goods are released
    Given a journey out of the country under test, secured by the partner's guarantor
    And its access code was wrong, and the guarantor has refused
    Then every message that does not fit GUA_AMEND at departure is answered as the profile says, and moves nothing
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are declared and guaranteed
    Then every message that does not fit GUARANTEED at departure is answered as the profile says, and moves nothing
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are declared and guaranteed
    And the control at departure is not satisfactory
    Then every message that does not fit NOT_RELEASED at departure is answered as the profile says, and moves nothing

  @SQ09 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At departure, while the goods are on the road
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are declared, guaranteed and released
    Then every message that does not fit RELEASED at departure is answered as the profile says, and moves nothing
    When the vehicle leaves the country of departure
    Then every message that does not fit EXITED at departure is answered as the profile says, and moves nothing
    When the vehicle enters the country of destination
    Then every message that does not fit IN_PARTNER at departure is answered as the profile says, and moves nothing

  @SQ10 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At departure, when the goods have arrived
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    Then every message that does not fit ARRIVED at departure is answered as the profile says, and moves nothing
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And control finds packages missing
    Then every message that does not fit DISCREPANCY at departure is answered as the profile says, and moves nothing

  @SQ11 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At departure, when the movement has ended
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And control finds the goods in order
    Then every message that does not fit DISCHARGED at departure is answered as the profile says, and moves nothing
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are released, and brought back to the office of departure
    And the officer of departure cancels the movement
    And the cancellation is complete
    Then every message that does not fit CANCELLED at departure is answered as the profile says, and moves nothing

  @SQ12 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At departure, when the goods are missed or lost
    Given a journey out of the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When the time limit passes, and another week
    Then every message that does not fit ENQUIRY at departure is answered as the profile says, and moves nothing
    Given a journey out of the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When the vehicle burns with all its goods, and the police vouch for it
    Then every message that does not fit LOSS_REVIEW at departure is answered as the profile says, and moves nothing

  @SQ13 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At departure, when duties are recovered
    Given a journey out of the country under test, secured by the partner's guarantor
    And the country of destination recovers, for a discrepancy that nobody resolved
    Then every message that does not fit RECOVERY at departure is answered as the profile says, and moves nothing
    When the competent country reports that duties were paid
    Then every message that does not fit CLOSED_RECOVERED at departure is answered as the profile says, and moves nothing

  @SQ14 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At destination, before the goods arrive
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are declared, guaranteed and released
    Then every message that does not fit EXPECTED at passage and EXPECTED at destination is answered as the profile says, and moves nothing
    When the vehicle leaves the country of departure
    And the vehicle enters the country of destination
    Then every message that does not fit PASSED at passage and EXPECTED at destination is answered as the profile says, and moves nothing

  @SQ15 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At destination, when the goods have arrived
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    Then every message that does not fit PASSED at passage and ARRIVED at destination is answered as the profile says, and moves nothing
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released and arrive, and nobody has captured their entry
    And control finds the goods in order
    Then every message that does not fit EXPECTED at passage and RESULT_SENT at destination is answered as the profile says, and moves nothing

  @SQ16 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At destination, when the goods are not as declared
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And control finds packages missing
    Then every message that does not fit PASSED at passage and DISCREPANCY at destination is answered as the profile says, and moves nothing
    When nobody decides on the discrepancy for thirty days
    Then every message that does not fit PASSED at passage and RECOVERY at destination is answered as the profile says, and moves nothing

  @SQ17 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At destination, when nothing more is expected
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And control finds the goods in order
    Then every message that does not fit PASSED at passage and CLOSED at destination is answered as the profile says, and moves nothing
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released, and brought back to the office of departure
    And the officer of departure cancels the movement
    And the cancellation is complete
    Then every message that does not fit CANCELLED at passage and CANCELLED at destination is answered as the profile says, and moves nothing
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And the partner says that another office has the goods
    Then every message that does not fit PASSED at passage and ARRIVED_ELSEWHERE at destination is answered as the profile says, and moves nothing

  @SQ18 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At departure, before the guarantor has spoken
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are declared, and no guarantor is asked yet
    Then every message that does not fit REGISTERED at departure is answered as the profile says, and moves nothing
    Given a journey out of the country under test, secured by the partner's guarantor
    When the goods are declared while the guarantor's country cannot be reached
    And the guarantor is asked
    Then every message that does not fit GUA_PENDING at departure is answered as the profile says, and moves nothing
    When the line of the partner is whole again

  @SQ19 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At departure, while a cancellation has no answer
    Given a journey out of the country under test, secured by its own guarantor
    When the goods are released, and brought back to the office of departure
    And the line of the partner is cut
    And the officer of departure cancels the movement
    Then every message that does not fit CANCEL_PENDING at departure is answered as the profile says, and moves nothing
    When the line of the partner is whole again
    And the cancellation is complete

  @SQ20 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At passage, while the vehicle stands there
    Given a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have left the country of departure
    When the vehicle is presented at the office of entry
    Then every message that does not fit PRESENTED at passage and EXPECTED at destination is answered as the profile says, and moves nothing
    When the office of entry stops the vehicle
    Then every message that does not fit STOPPED at passage and EXPECTED at destination is answered as the profile says, and moves nothing

  @SQ21 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At passage, when the vehicle has gone by another border
    Given a journey into the country under test, secured by the partner's guarantor
    And its itinerary does not bind
    And the goods are released and have left the country of departure
    When the vehicle is presented at another office of entry
    And the vehicle goes on from the other office of entry
    Then every message that does not fit PASSED_ELSEWHERE at passage and EXPECTED at destination is answered as the profile says, and moves nothing
    When the line of the partner is cut
    And the vehicle is presented at the office of entry
    Then every message that does not fit REQUESTED at passage and EXPECTED at destination is answered as the profile says, and moves nothing
    When the line of the partner is whole again

  @SQ22 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At another office of destination
    Given a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When the goods are presented at another office of destination
    Then every message that does not fit PASSED at passage and REQUESTED at destination is answered as the profile says, and moves nothing
    When the officer of departure refuses the other office
    Then every message that does not fit PASSED at passage and HELD at destination is answered as the profile says, and moves nothing

  @SQ23 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: Where goods turn up whose movement is cancelled
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released, and brought back to the office of departure
    And the officer of departure cancels the movement
    And the cancellation is complete
    And the line of the partner is cut
    And the vehicle is presented at the office of entry
    And the goods are presented at the office of destination
    Then every message that does not fit CANCELLED_PRESENTED at passage and CANCELLED_PRESENTED at destination is answered as the profile says, and moves nothing
    When the line of the partner is whole again
    Then every message that does not fit HELD at passage and HELD at destination is answered as the profile says, and moves nothing

  @SQ24 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At destination, while control goes on, and when the arrival is not believed
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And the office of destination begins a full control
    Then every message that does not fit PASSED at passage and CONTROL at destination is answered as the profile says, and moves nothing
    Given a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have entered the country of destination
    When the line of the partner is cut
    And the goods are presented at the office of destination
    And the partner refuses the arrival, as if the goods were elsewhere
    Then every message that does not fit PASSED at passage and ARRIVAL_DISPUTED at destination is answered as the profile says, and moves nothing
    When the line of the partner is whole again

  @SQ25 @REQ-SEQ-003 @REQ-SEQ-004
  Scenario: At passage and destination, when the goods burnt before they were there
    Given a journey into the country under test, secured by the partner's guarantor
    And the goods are released and have left the country of departure
    When the vehicle burns with all its goods, and the police vouch for it
    And the officer of departure gives relief
    Then every message that does not fit CLOSED at passage and CLOSED at destination is answered as the profile says, and moves nothing
